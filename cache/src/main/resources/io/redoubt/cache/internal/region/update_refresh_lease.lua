-- Keeps the lease of refreshing a value for so long from now, or gives it back, if one still has it.
-- KEYS  1 the lease
-- ARGV  1 who has it   2 for how long, in ms; 0 to give it back
-- Reply 1 if it was one's own, 0 if not
-- O(1). The lease has a time to live.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  return redis.call('DEL', KEYS[1])
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
