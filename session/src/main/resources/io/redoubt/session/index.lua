-- Functions for the expiry index of a bucket, and for names of keys.

-- The text of a number that is not passed to a command by itself.
local function digits(number)
  return string.format('%.0f', number)
end

-- The keys of sessions end with {<bucket>}:s:<hash of the id>.
local function id_of(key)
  return string.sub(key, -32)
end

local function handle_of(key)
  return string.sub(key, -32) .. string.sub(key, -38, -37)
end

-- Makes an index live longer than its sessions, which end at that time at the latest: for an hour at least, in which the
-- sweep notices their end; and for so much more that few sessions change it.
local function keep_until(key, time, now)
  if redis.call('PTTL', key) < time - now + 3600000 then
    redis.call('PEXPIREAT', key, time + 7200000 + math.floor((time - now) / 8))
  end
end

local function member_of(session)
  return id_of(session.key) .. ':' .. session.created .. ':' .. session.user
end

-- Gives a session in the expiry index another key. An index that had it already lives long enough.
local function reschedule(index, session, key, now)
  local former = member_of(session)
  session.key = key
  redis.call('ZADD', index, expiry(session) + 1, member_of(session))
  if redis.call('ZREM', index, former) == 0 then
    keep_until(index, session.absolute, now)
  end
end

-- Puts a session into the expiry index. An index that has it already lives long enough.
local function schedule(index, session, now)
  if redis.call('ZADD', index, expiry(session) + 1, member_of(session)) == 1 then
    keep_until(index, session.absolute, now)
  end
end
