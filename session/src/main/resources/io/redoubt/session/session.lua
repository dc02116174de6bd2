-- Functions for one session; what its fields mean is in docs/formats.md.

-- Milliseconds since 1970: the server's, unless a test hands in its own.
local function clock(injected)
  if injected then
    return tonumber(injected)
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- How long a touch may be left out; added to the idle timeout, so that leaving it out never shortens that.
local function throttle(idle)
  return math.min(math.floor(idle / 10), 60000)
end

local function expiry(session)
  return math.min(session.used + session.idle + throttle(session.idle), session.absolute)
end

-- A number of a session; nil for what no script writes: more than 15 digits, or anything else. Longer numbers are not
-- exact, and the server takes them for no time.
local function whole(text)
  return text and #text <= 15 and string.match(text, '^%d+$') and tonumber(text)
end

-- The session of these fields; nil if it has ended, or they are not those of a session.
local function session_of(key, f, now)
  local session = {
    key = key,
    created = whole(f[1]),
    used = whole(f[2]),
    idle = whole(f[3]),
    absolute = whole(f[4]),
    version = whole(f[5]),
    owner = f[6] or '',
    user = f[7] or '',
  }
  local whole = session.created and session.used and session.idle and session.absolute and session.version
    and (session.owner == '') == (session.user == '')
  if not whole or now > expiry(session) then
    return nil
  end
  return session
end

-- The session under a key; nil if it has ended, or what is there is not one. Every write asks this first, so that
-- nothing brings an ended session back.
local function live(key, now)
  return session_of(key, redis.call('HMGET', key, 'c', 'l', 'i', 'x', 'v', 'h', 'u'), now)
end

-- Gives a session a new end. Works without memory: the server refuses no HSET in a script that has written before.
-- Where that end has come meanwhile, the first PEXPIREAT removes the session, and the second one what HSET made anew.
local function prolong(session)
  redis.call('PEXPIREAT', session.key, expiry(session))
  redis.call('HSET', session.key, 'l', session.used, 'i', session.idle)
  redis.call('PEXPIREAT', session.key, expiry(session))
end
