-- Ends, without an event, the session that an attempt of a login has created under an id in another slot of a cluster,
-- or has found there; but not if another attempt uses it.
-- KEYS  1 the session   2 the users of its bucket   3 the expiry index of its bucket
-- ARGV  1 name of the attempt   2 now, ms (tests only)
-- Reply how long it lasted, ms; nil if it stays, or there is none
-- O(log(sessions of the bucket))
local now = clock(ARGV[2])
local session = live(KEYS[1], now)
return session and is_last(KEYS[1], ARGV[1]) and remove(session, KEYS[2], KEYS[3], '', '', now)
