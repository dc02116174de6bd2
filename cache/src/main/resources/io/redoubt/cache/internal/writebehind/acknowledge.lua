-- Removes what has been written, unless a newer write of its entry was accepted meanwhile: that one goes to the end.
-- KEYS: 1 lease (string) 2 stream 3 pending (hash); all in one slot
-- ARGV: 1 token of the lease, then for each: stream id, entry, id
-- Reply: 1, or 0 if the lease is over: nothing was changed then
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 3 do
  local id = ARGV[i + 2] .. ':'
  local body = redis.call('HGET', KEYS[3], ARGV[i + 1])
  local was = redis.call('XDEL', KEYS[2], ARGV[i])
  if body and string.sub(body, 1, #id) == id then
    redis.call('HDEL', KEYS[3], ARGV[i + 1])
  elseif body and was == 1 then
    redis.call('XADD', KEYS[2], '*', 'entry', ARGV[i + 1])
  end
end
if redis.call('XLEN', KEYS[2]) == 0 then redis.call('DEL', KEYS[2]) end
return 1
