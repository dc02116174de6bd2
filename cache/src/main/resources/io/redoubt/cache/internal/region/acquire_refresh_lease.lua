-- Takes the lease of refreshing a value, if no other load has it. A lease without an end, or with a later end than any
-- lease of this region has, is of another program, and is taken over.
-- KEYS  1 the lease
-- ARGV  1 who takes it   2 for how long, in ms   3 how much time a lease of this region has at most, in ms
-- Reply 1 if it was taken, 0 if another has it
-- O(1). The lease has a time to live.
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then
  return 1
end
local left = redis.call('PTTL', KEYS[1])
if left ~= -1 and left <= tonumber(ARGV[3]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
