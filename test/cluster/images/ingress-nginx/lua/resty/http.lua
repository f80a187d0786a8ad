-- Loaded by the controller's Lua code; what would use it is not part of this image.
return { new = function() return nil, "resty.http is not part of this image" end }
