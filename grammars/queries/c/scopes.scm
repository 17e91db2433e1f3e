; Parameters of the old kind.
((parameter_list (identifier) @binding.parameter) (#set! ordered))
