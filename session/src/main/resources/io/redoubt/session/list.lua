-- The sessions of a user whose keys are declared, without their attributes; those that have ended leave the user.
-- KEYS  1 the users of the bucket   2 and on: sessions of the user
-- ARGV  1 hash of the user id   2 now, ms (tests only)
-- Reply list of sessions, see described() in description.lua; list of the ids of those whose keys are not declared
-- O(fields of the sessions)
local known, unknown = sessions_of(KEYS[1], ARGV[1], 2, clock(ARGV[2]))
local reply = {}
for _, session in ipairs(known) do
  reply[#reply + 1] = described(session)
end
if #reply < #KEYS - 1 then
  begin_writing(KEYS[1])
  set_entry(KEYS[1], ARGV[1], entry_of(known, unknown))
end
return {reply, unknown}
