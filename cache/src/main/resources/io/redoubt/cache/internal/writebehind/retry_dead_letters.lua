-- Has dead letters wait again, with their ids, as many as there is room for.
-- KEYS: 1 stream 2 pending (hash) 3 dead letters (hash); all in one slot
-- ARGV: 1 how many entries may wait, then the entries
-- Reply: how many wait again
local revived = 0
for i = 2, #ARGV do
  local dead = redis.call('HGET', KEYS[3], ARGV[i])
  if dead then
    if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[1]) then return revived end
    local first = string.find(dead, ':', 1, true)
    local second = string.find(dead, ':', first + 1, true)
    local reason = tonumber(string.sub(dead, first + 1, second - 1))
    redis.call('HSET', KEYS[2], ARGV[i], string.sub(dead, second + 1 + reason))
    redis.call('XADD', KEYS[1], '*', 'entry', ARGV[i])
    redis.call('HDEL', KEYS[3], ARGV[i])
    revived = revived + 1
  end
end
return revived
