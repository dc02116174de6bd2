-- Has dead letters wait again, with their ids, as many as there is room for.
-- KEYS: 1 stream 2 pending (hash) 3 dead letters (hash); all in one slot
-- ARGV: 1 how many entries may wait, then the entries
-- Reply: {how many wait again, 1 if there was room for all, 0 if not}; what is in no form of a dead letter stays
-- Works without memory: the server refuses no HSET in a script that has written before.
local revived = 0
-- Read before the first write, so that a stream of another type is refused as a whole.
redis.call('XLEN', KEYS[1])
for i = 2, #ARGV do
  local dead = redis.call('HGET', KEYS[3], ARGV[i])
  if dead then
    if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[1]) then return {revived, 0} end
    local reason, rest = string.match(dead, '^%d+:(%d+):(.*)$')
    local body = reason and #reason <= 9 and string.sub(rest, tonumber(reason) + 1)
    local id = body and string.match(body, '^(%d+):')
    if id and #id <= 16 then
      redis.call('HDEL', KEYS[3], ARGV[i])
      redis.call('HSET', KEYS[2], ARGV[i], body)
      redis.call('XADD', KEYS[1], '*', 'entry', ARGV[i])
      revived = revived + 1
    end
  end
end
return {revived, 1}
