-- Takes or renews the lease of a shard, if something waits there and no other has it, and reads what waits the longest.
-- KEYS: 1 lease (string) 2 stream 3 pending (hash); all in one slot
-- ARGV: 1 token of the lease 2 its length, ms 3 how many entries at most 4 how many bytes at most, or one entry
-- Reply: {-1, ms} if another has the lease for so long; {0} if nothing waits, and the lease is given up; else
-- {1, {stream id, entry, id:body}, ...}
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return {-1, redis.call('PTTL', KEYS[1])} end
local taken = {1}
local bytes = 0
for _, row in ipairs(redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', ARGV[3])) do
  local body = redis.call('HGET', KEYS[3], row[2][2])
  if body then
    bytes = bytes + #body
    if #taken > 1 and bytes > tonumber(ARGV[4]) then break end
    taken[#taken + 1] = {row[1], row[2][2], body}
  else
    redis.call('XDEL', KEYS[2], row[1])
  end
end
if #taken == 1 then
  if holder then redis.call('DEL', KEYS[1]) end
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return taken
