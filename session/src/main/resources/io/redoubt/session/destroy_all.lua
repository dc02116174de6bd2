-- Ends the sessions of a user whose keys are declared.
-- KEYS  1 the users of the bucket   2 the expiry index of the bucket   3 and on: sessions of the user
-- ARGV  1 channel of events, empty for none   2 hash of the user id   3 now, ms (tests only)
-- Reply list of how long the ended ones lasted, ms; list of the ids of those that are left, whose keys are not declared
-- O(sessions of the user * log(sessions of the bucket))
local now = clock(ARGV[3])
local known, unknown = sessions_of(KEYS[1], ARGV[2], 3, now)
local lasted = {}
for _, session in ipairs(known) do
  lasted[#lasted + 1] = finish(session, KEYS[2], ARGV[1], 'DESTROYED', 'ALL_OF_USER', now)
end
if #KEYS >= 3 then
  begin_writing(KEYS[1])
  set_entry(KEYS[1], ARGV[2], table.concat(unknown))
end
return {lasted, unknown}
