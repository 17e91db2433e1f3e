; Elements that say their own name, named by the elements around them that do.
(element
  [(STag (Attribute . (Name) @_attribute . (AttValue) @name))
   (EmptyElemTag (Attribute . (Name) @_attribute . (AttValue) @name))]
  (#any-of? @_attribute "id" "name" "xml:id" "x:Name" "x:Key" "android:id" "android:name")) @def.key

(GEDecl . (Name) @name) @def.constant
(elementdecl . (Name) @name) @def.type
