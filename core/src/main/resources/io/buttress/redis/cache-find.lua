-- Finds a response that a request may be given, unless it was purged.
--
-- KEYS[1] what is stored under the request's key: a hash of entries, and 'vary' if they depend on
--         the request
-- KEYS[2] the purges of the shard
-- ARGV[1] asked of the entry that the caller has, us; or 0
-- ARGV[2] and on: the fields that the request's entry is in if Vary is what the caller thinks it is
--
-- Returns the entry as it is; a list of the entry and 1 if it was purged softly; 0 or 1 if it is
-- the one that the caller has (1: purged softly); a list of one text, the value of 'vary', if the
-- caller should look again; nil if there is none.
-- Touches KEYS only; removes an entry that was purged, or is none.

local entry, purges = KEYS[1], KEYS[2]
local field, value
for i = 2, #ARGV do
  field = ARGV[i]
  value = call('HGET', entry, field)
  if value then
    break
  end
end
if not value then
  local vary = call('HGET', entry, 'vary')
  return vary and { vary } or vary
end

local asked, marks = head(value)
local verdict = asked and judge(purges, asked, marks) or 2
if verdict == 2 then
  call('HDEL', entry, field)
  return false
end
if asked == tonumber(ARGV[1]) then
  return verdict
end
return verdict == 0 and value or { value, 1 }
