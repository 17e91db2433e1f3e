; Keys, named by the mappings around them. What is inside a sequence is data, as in JSON.
(block_sequence) @opaque
(flow_sequence) @opaque
(block_mapping_pair key: (flow_node) @name (#not-eq? @name "<<")) @def.key
(flow_pair key: (flow_node) @name) @def.key
