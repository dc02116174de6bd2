-- Gives a cell back that still holds one's marker.
-- KEYS  1 the entry
-- ARGV  1 the marker
-- Reply 1 if it was there, 0 if not
-- O(1)
if redis.call('GETRANGE', KEYS[1], 0, 17) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
