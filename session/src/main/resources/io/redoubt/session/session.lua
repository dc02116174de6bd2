-- Functions for one session; what its fields mean is in docs/formats.md.

-- Milliseconds since 1970: the server's, unless a test hands in its own.
local function clock(injected)
  if injected then
    return tonumber(injected)
  end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  return now - now % 1
end

-- How long a touch may be left out; added to the idle timeout, so that leaving it out never shortens that.
local function throttle(idle)
  return idle < 600000 and math.floor(idle / 10) or 60000
end

local function expiry(session)
  local idle = session.used + session.idle + throttle(session.idle)
  return idle < session.absolute and idle or session.absolute
end

-- A number of a session; nil for what no script writes: more than 15 digits, or anything else. Longer numbers are not
-- exact, and the server takes them for no time.
local function whole(text)
  return text and #text <= 15 and string.find(text, '^%d+$') and tonumber(text)
end

-- The session of these fields; nil if it has ended, or they are not those of a session.
local function session_of(key, f, now)
  local c, l, i, x, v, owner, user = f[1], f[2], f[3], f[4], f[5], f[6] or '', f[7] or ''
  -- All at once, and otherwise like whole(), since the server has this to do for each call.
  if not (c and l and i and x and v) or not string.find(c .. l .. i .. x .. v, '^%d+$')
    or #c > 15 or #l > 15 or #i > 15 or #x > 15 or #v > 15 or (owner == '') ~= (user == '') then
    return nil
  end
  local session = {
    key = key, created = c, used = tonumber(l), idle = tonumber(i), absolute = tonumber(x), version = tonumber(v),
    owner = owner, user = user,
  }
  local whole = c ~= '' and session.used and session.idle and session.absolute and session.version
  return whole and now <= expiry(session) and session or nil
end

-- The session under a key; nil if it has ended, or what is there is not one. Every write asks this first, so that
-- nothing brings an ended session back.
local function live(key, now)
  return session_of(key, redis.call('HMGET', key, 'c', 'l', 'i', 'x', 'v', 'h', 'u'), now)
end

-- A write that changes nothing. After it the server refuses no write of the script for lack of memory; and a key of
-- another type is refused before anything is changed.
local function begin_writing(hash)
  redis.call('HDEL', hash, '')
end

-- Gives a session a new end. Works without memory.
local function prolong(session)
  begin_writing(session.key)
  redis.call('HSET', session.key, 'l', session.used, 'i', session.idle)
  redis.call('PEXPIREAT', session.key, expiry(session))
end
