-- Ends the lead of a ticket without a response, or lets nobody wait for anybody for a while.
--
-- KEYS[1] who leads: a token, or 'alone'
-- ARGV[1] the token
-- ARGV[2] how long everybody is to stand alone, ms; 0: not at all
-- ARGV[3] the channel on which to tell all nodes
-- ARGV[4] the message
--
-- Returns 1 if the ticket led or everybody stands alone now, else 0.
-- Touches KEYS[1] only.

local lead, token, alone = KEYS[1], ARGV[1], tonumber(ARGV[2])
if alone > 0 then
  redis.call('SET', lead, 'alone', 'PX', alone)
elseif redis.call('GET', lead) == token then
  redis.call('DEL', lead)
else
  return 0
end
redis.pcall('PUBLISH', ARGV[3], ARGV[4])
return 1
