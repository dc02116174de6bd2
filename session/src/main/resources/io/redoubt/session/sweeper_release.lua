-- Gives the lease of the sweeper back, so that another process can take it at once.
-- KEYS  1 the lease
-- ARGV  1 token of this process
-- Reply 1 done; 0 this process does not have it
-- O(1)
if redis.pcall('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
