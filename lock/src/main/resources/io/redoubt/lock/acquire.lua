-- Acquires a lock if it is free, with a fencing token: a hybrid clock, the server's time in us, or one more than the
-- last token where that is greater. So tokens grow across the loss of all data, and across a failover or restart that
-- brings an older counter back. The same owner gets the same token again, and a new lease: a repeated request does no
-- harm.
-- KEYS  1 the lock   2 its fencing counter
-- ARGV  1 owner, without a colon   2 lease in ms   3 how long the counter outlives the lease, in ms   [4 now in us:
-- tests]
-- Reply the token if acquired; if not, the time until the holder's lease ends, in ms and negative
-- O(1). Both keys have a time to live. The lock is 'token:end in ms:owner'.
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local ms = math.floor(now / 1000)
local token
local held = redis.call('GET', KEYS[1])
if held then
  local holding, ends, owner = string.match(held, '^(%d+):(%d+):(.+)$')
  -- Longer numbers are not exact in Lua, so no script has written them.
  if not holding or #holding > 16 or #ends > 15 then
    return redis.error_reply('FOREIGN the key of this lock (it ends with :held) holds something else than a lock. Find out'
      .. ' what wrote it, and remove it by forceRelease')
  end
  if tonumber(ends) > ms then
    if owner ~= ARGV[1] then
      return ms - tonumber(ends)
    end
    token = tonumber(holding)
  end
end
local ends = ms + tonumber(ARGV[2])
if not token then
  local last = redis.call('GET', KEYS[2]) or '0'
  -- Lua's numbers are exact up to 2^53: beyond that, last + 1 may be last, and two holders would get one token.
  if not string.match(last, '^%d+$') or #last > 16 or tonumber(last) >= 9007199254740991 then
    return redis.error_reply('FENCE the fencing counter of this lock (its key ends with :fence) is not a number below 2^53,'
      .. ' so there is no greater token. Find out what wrote the key, and delete it')
  end
  token = math.max(now, tonumber(last) + 1)
end
-- Formatted: Lua's own way to write numbers has 14 digits.
redis.call('SET', KEYS[2], string.format('%.0f', token), 'PXAT', string.format('%.0f', ends + tonumber(ARGV[3])))
redis.call('SET', KEYS[1], string.format('%.0f:%.0f:%s', token, ends, ARGV[1]), 'PXAT', string.format('%.0f', ends))
return token
