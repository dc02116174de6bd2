-- Ends the claim of a login that does not take place.
-- KEYS  1 the session
-- ARGV  1 hash of the new id
-- Reply 1
-- O(1)
if redis.call('HGET', KEYS[1], 'k') == id_of(KEYS[1]) .. ARGV[1] then
  redis.call('HDEL', KEYS[1], 'k', 'q')
end
return 1
