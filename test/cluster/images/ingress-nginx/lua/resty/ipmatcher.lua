-- Loaded by the controller's Lua code; what would use it is not part of this image.
return { new = function() return nil, "resty.ipmatcher is not part of this image" end }
