// What is asked of every searcher: the classes a search engine has to be good at, and their weak spots.

/** `text` is literal, `regex` is in the syntax all of the peers share; `fold`: any case. */
export const TEXT_QUERIES = [
  { name: 'rare name', text: 'nvme_tcp_queue_request' },
  { name: 'common name', text: 'spin_lock_irqsave' },
  { name: 'very common', text: 'static' },
  { name: 'most common', text: 'return' },
  { name: 'two letters', text: 'if' },
  { name: 'no match', text: 'zqxjkvbpw_nowhere' },
  { name: 'any case', text: 'Page_Fault', fold: true },
  { name: 'regex, anchored by text', regex: 'EXPORT_SYMBOL_GPL\\(.*_register' },
  { name: 'alternation', regex: '(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC' },
  { name: 'regex without a word', regex: '[a-z]+_[0-9]+_[a-z]+\\(' },
  { name: 'whole word', regex: '\\bmutex_lock\\b' },
];

export const SYMBOL_QUERIES = [
  '', 'm', 'if', 'mut', 'mutex', 'mutex_lock', 'nvme_tcp_queue_rq', 'spin_lock', 'mtxlck', 'drmatomicstate',
  'EXPORT', 'task_struct', 'init', 'probe', 'kmalloc', 'amdgpu_device_ip_init', 'zqxjkv', 'get_user_pages',
  'ext4_file_operations', 'usb',
];
