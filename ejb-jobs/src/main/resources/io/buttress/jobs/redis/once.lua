-- A mark that the effect of a job has begun.
--
-- KEYS[1]  the queue
-- ARGV[1]  'begin' an effect, or 'forget' one that has not taken place
-- ARGV[2]  the job's id
-- ARGV[3]  who asks, by a token that nobody else has
-- ARGV[4]  'begin': for how long the mark stays, in ms
--
-- Returns 1 if the caller may begin, or has forgotten; 0 if somebody else has begun.
--
-- Touches the mark.

local call = redis.call
local mark = KEYS[1] .. ':z:' .. ARGV[2]
local holder = call('GET', mark)
if holder and holder ~= ARGV[3] then
  return 0
elseif ARGV[1] == 'forget' then
  return call('DEL', mark)
elseif not holder then
  call('SET', mark, ARGV[3], 'PX', ARGV[4])
end
return 1
