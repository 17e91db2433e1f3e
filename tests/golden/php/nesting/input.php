<html>
<?php
namespace First {
    const LEVEL = 1;
    $shared = [];

    class A
    {
        public function make(): object
        {
            $prefix = 'x';
            return new class($prefix) {
                private $inner = 1;

                public function run()
                {
                    $local = function () {
                        $deep = 1;
                        return $deep;
                    };
                    return $local();
                }
            };
        }
    }
}

namespace Second\Level {
    if (!function_exists('polyfill')) {
        function polyfill($x)
        {
            $y = $x;
            function inside()
            {
                return 1;
            }
            return $y;
        }
    }

    class A extends \First\A {}
}
?>
<body>
  <?php if ($user): ?>
    <p><?= $user->name ?></p>
  <?php endif; ?>
  <?php function render($view) { $out = "<b>$view</b>"; return $out; } ?>
</body>
</html>
