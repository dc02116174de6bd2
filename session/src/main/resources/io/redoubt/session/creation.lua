-- Function that begins a session, for scripts whose first keys and arguments are those of create.lua.

-- Creates the session under KEYS[1], where nothing is, within the limit of its user, if it has one. Its payload is in
-- ARGV from first to last. Replies as create.lua.
local function begin_session(version, channel, first, last, now)
  local owner, user, id = ARGV[7], ARGV[6], id_of(KEYS[1])
  local entry, lasted = '', nil
  if owner ~= '' then
    entry = redis.call('HGET', KEYS[2], owner) or ''
    -- At the limit, and where something is wrong, the other sessions are looked at one by one.
    if #KEYS > 3 or #entry % 32 > 0 or #entry >= 32 * ARGV[2] or string.find(entry, id, 1, true) then
      local answer
      answer, lasted, entry = admit(KEYS[2], owner, 4, KEYS[1], KEYS[3], ARGV[1], tonumber(ARGV[2]), ARGV[3], now)
      if answer ~= 1 then
        return {answer, now, lasted or {}}
      end
    end
  end
  local time, absolute = tostring(now), now + ARGV[5]
  local ends = expiry({used = now, idle = tonumber(ARGV[4]), absolute = absolute})
  -- First, so that an index of another type is refused before anything is changed.
  redis.call('ZADD', KEYS[3], ends + 1, id .. ':' .. time .. ':' .. user)
  keep_until(KEYS[3], absolute, now)
  if owner == '' then
    redis.call('HSET', KEYS[1], 'c', time, 'l', time, 'i', ARGV[4], 'x', absolute, 'v', version,
      unpack(ARGV, first, last))
  else
    redis.call('HSET', KEYS[1], 'c', time, 'l', time, 'i', ARGV[4], 'x', absolute, 'v', version, 'u', user, 'h', owner,
      unpack(ARGV, first, last))
    redis.call('HSET', KEYS[2], owner, entry .. id)
    keep_until(KEYS[2], absolute, now)
  end
  redis.call('PEXPIREAT', KEYS[1], ends)
  tell(channel, 'CREATED', id .. string.sub(KEYS[1], -38, -37), '', '', user, time)
  return {1, now, lasted}
end
