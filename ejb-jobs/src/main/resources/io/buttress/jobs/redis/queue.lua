-- What the scripts of a queue share; it stands before each of them.
--
-- KEYS[1]  the queue: prefix and hash tag, such as bt:{shop:mail}. Every other key is this one with
--          a suffix, so that all are in one slot. A job is in exactly one of these places:
--   :r0 - :r9  LIST  ready, by priority; the next one is the leftmost
--   :y         LIST  ready, after so many crashes that the next one is the last: one at a time is taken,
--                    so that nobody is buried for the company that he kept
--   :s         ZSET  delayed, by the time at which it is due in ms
--   :l         ZSET  leased, by the end of the lease in ms * 1024 + fence % 1024
--   :p:KEY     LIST  parked, as no more of that concurrency key may be leased now
--   :d         ZSET  dead, by the time of its burial in ms
--   :c         ZSET  completed and kept, by the time until which it is kept in ms
-- Of a job there are, besides:
--   :j:ID  STRING  its body: '1 CREATED PRIORITY OPTIONS TYPE', a line end, the payload. After
--                  the 1 stands a '+' if claims of it have ended: there is something to look up in its
--                  notes then. CREATED has 13 digits, in ms. OPTIONS are '-', or ';c=VALUE' for each of: c concurrency key,
--                  u unique key, U what if it is taken (r reject, k keep, p replace), v how long it is
--                  unique in ms, b batch, x life in ms (X: that counts no more), i how long its id
--                  is remembered in ms, a when it is to start at the earliest in ms,
--                  d its delay in ms, which has been heeded. Others are not for scripts; n and P,
--                  which can be long, stand last. '0' and the value of i: the job has been
--                  cancelled where it waits, or its id is being remembered.
--   :h:ID  HASH    once there is something to note, which for most jobs there never is. n claims that
--                  have ended (the fence is one more), w the latest node of these, f failures,
--                  c crashes, t first failure in ms, p progress, k parked, q the concurrency key
--                  for which it was, r result
--   :e:ID  LIST    its errors as 'MS NODE TEXT', the latest first
--   :z:ID  STRING  a mark that its effect has begun, of who wants that at most once
-- And of the queue:
--   :Y  STRING  the id that was taken from :y at last
--   :o  HASH  of each leased job its node; then, after a space, the fence if that is not 1 or something
--             follows it: after another space the options by which others wait for its end
--   :g  HASH  its progress    :x  SET  jobs that are to stop
--   :w  LIST  one element wakes one poller     :m  HASH  paused, how many are parked, counters; long
--             if there has been a body of more than 4,000 bytes
--   :u:KEY  STRING  the id that has a unique key; believed only while that job is there
--   :k:KEY  SET     the leased jobs of a concurrency key
--   :P  ZSET  concurrency keys of which parked jobs may go on, which the next trip sees to
--   :b:ID   HASH    a batch: left, failed, total; id and body of the job that follows it; missing:
--                   how many of its jobs have yet to be added; never: how many were never added
--   :B      ZSET    batches of which jobs are missing, by the time in ms at which they are given up
--   :v:MINUTE  HASH  how long jobs have waited and run, see activity.lua
--   :t  ZSET  recurring jobs, by the next fire in ms     :T  HASH  their definitions, and under the
--             empty name the time in ms at which the first was told: if it is another one, all was lost
--
-- KEYS[2] is :w, and never looked at: of two keys, one of which is never there, a cluster says
-- TRYAGAIN while it moves their slot.
--
-- All times are Redis's. Numbers above 2^46 are handed to Redis as numbers: tostring has 14 digits.

local call, floor = redis.call, math.floor
local byte, sub, match, find = string.byte, string.sub, string.match, string.find
local q = KEYS[1]
local BODY, NOTES = q .. ':j:', q .. ':h:'
local LEASED, DELAYED, DEAD, COMPLETED = q .. ':l', q .. ':s', q .. ':d', q .. ':c'
local LAST_CHANCES, TRIED = q .. ':y', q .. ':Y'
local OWNERS, PROGRESS, STOP = q .. ':o', q .. ':g', q .. ':x'
local WAKE, META, UNPARK, OPEN = q .. ':w', q .. ':m', q .. ':P', q .. ':B'
local time = call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)

-- What a body begins with: that of a job of this version, of one that is no more, and the mark of one
-- that has been claimed before.
local VERSION, CANCELLED, PLUS = 49, 48, 43

-- What a body begins with that is written now.
local CREATED = '1 ' .. now .. ' '

-- A poller that waits does so for at most this long; what is due earlier has to wake it.
local LONGEST_WAIT_MS = 5000

local function wake()
  if call('LLEN', WAKE) == 0 then
    call('RPUSH', WAKE, 1)
  end
end

-- Of the beginning of a body all that scripts read; nil if there is more of that. Jobs that follow in a
-- chain, and results of those before, stand last among the options: after them only a type is missing.
local function cut(text)
  if find(text, '\n', 1, true) then
    return text
  end
  local long = find(text, ';P=', 19, true) or find(text, ';n=', 19, true)
  if long then
    return sub(text, 1, long - 1) .. ' ?\n', true
  end
end

local function brief(body)
  return cut(sub(body, 1, 256)) or body
end

-- A body, or at least all of it that scripts read; nil if there is none. Payloads can be long, and to
-- hand them over takes Redis time. And whether its type is missing.
local function head(id)
  local text = call('GETRANGE', BODY .. id, 0, 255)
  if text ~= '' then
    local enough, is_short = cut(text)
    return enough or call('GET', BODY .. id), is_short
  end
end

-- Whether there is a job behind a body.
local function is_job(body)
  return body and byte(body, 1) ~= CANCELLED
end

-- Not found in the payload.
local function option(body, name)
  if byte(body, 19) ~= 59 then
    return nil
  end
  local from, to = find(body, ';' .. name .. '=', 19, true)
  if from and from < (find(body, ' ', 19, true) or #body) then
    return match(body, '^[^; ]*', to + 1)
  end
end

-- The node of a leased job.
local function owner_of(id)
  local owner = call('HGET', OWNERS, id)
  return owner and match(owner, '^%S+')
end

-- The list for ready jobs of a body's priority; of a version that this one can't read, the usual's.
local function ready_list(body)
  return q .. ':r' .. (byte(body, 1) == VERSION and sub(body, 17, 17) or '4')
end

-- Jobs that become ready within this script, by list; they are pushed together.
local fresh = {}

local function to_ready(id, body)
  local list = ready_list(body)
  local ids = fresh[list]
  if ids then
    ids[#ids + 1] = id
  else
    fresh[list] = { id }
  end
end

local function push_fresh()
  local any = next(fresh)
  for list, ids in pairs(fresh) do
    call('RPUSH', list, unpack(ids))
  end
  if any then
    fresh = {}
    wake()
  end
end

local function to_delayed(id, due)
  call('ZADD', DELAYED, due, id)
  if due - now < LONGEST_WAIT_MS then
    wake()
  end
end

-- A job has gone that was to run next of a concurrency key.
local function let_others_run(key)
  if key and call('EXISTS', q .. ':p:' .. key) == 1 then
    call('ZADD', UNPARK, 0, key)
    wake()
  end
end

-- Removes what a job had. An id that its sender chose is remembered for a while, for who sends twice.
local function remove(id, body)
  call('SREM', STOP, id)
  local remembered = option(body, 'i')
  if remembered then
    call('SET', BODY .. id, '0', 'PX', remembered)
    call('DEL', NOTES .. id, q .. ':e:' .. id)
  else
    call('DEL', BODY .. id, NOTES .. id, q .. ':e:' .. id)
  end
end

-- Forgets a cancelled job whose id has been taken off the list that it waited in.
local function forget_cancelled(id, body)
  local remembered = body and tonumber(sub(body, 2))
  if remembered then
    call('PEXPIRE', BODY .. id, remembered)
  elseif body then
    call('DEL', BODY .. id)
  end
end

-- Gives a job a unique key that nobody has.
local function take_unique(id, body, key)
  local life = option(body, 'v')
  if life then
    call('SET', q .. ':u:' .. key, id, 'PX', life)
  else
    call('SET', q .. ':u:' .. key, id)
  end
end

-- Lets a job that waits do what another one would have done. Both ids stay known for as long as their
-- senders may come again.
local function replace(holder, held, id, body, delay)
  local known, asked = option(held, 'i'), option(body, 'i')
  if asked then
    call('SET', BODY .. id, '0', 'PX', asked)
  end
  if known and tonumber(known) > tonumber(asked or 0) then
    body = sub(body, 1, 18) .. ';i=' .. known .. sub(body, 19)
  end
  if option(held, 'c') ~= option(body, 'c') then
    let_others_run(option(held, 'c'))
  end
  call('SET', BODY .. holder, byte(held, 2) == PLUS and '1+' .. sub(body, 3) or body)
  if call('ZREM', DELAYED, holder) == 1 then
    if delay > 0 then
      to_delayed(holder, now + delay)
    else
      to_ready(holder, body)
    end
  end
end

-- Gives a job the unique key that it asks for. If another one has it: what happens instead, and whom.
local function claim_unique(id, body, options, key, delay)
  local holder = call('GET', q .. ':u:' .. key)
  local held = holder and head(holder)
  if is_job(held) then
    local policy = option(options, 'U')
    if policy == 'r' then
      return 'rejected', holder
    elseif policy == 'k' then
      return 'kept', holder
    elseif not call('ZSCORE', LEASED, holder) then
      replace(holder, held, id, body, delay)
      return 'replaced', holder
    end
  end
  take_unique(id, options, key)
end

-- Bodies as long as this one are claimed by few at a time.
local function note_length(body)
  if #body > 4000 then
    call('HSET', META, 'long', 1)
  end
end

-- Adds a job. If it was not added: why, and the id of the job that stands for it.
local function enqueue(id, delay, rest)
  local body = CREATED .. rest
  note_length(body)
  local options = brief(body)
  local at = option(options, 'a')
  if at then
    delay = math.max(delay, at - now)
  end
  local key = option(options, 'u')
  if key then
    if call('EXISTS', BODY .. id) == 1 then
      return 'known', id
    end
    local why, holder = claim_unique(id, body, options, key, delay)
    if why then
      return why, holder
    end
  end
  if not call('SET', BODY .. id, body, 'NX') then
    return 'known', id
  end
  if delay > 0 then
    to_delayed(id, now + delay)
  else
    to_ready(id, body)
  end
end

local function type_of(body)
  local till = find(body, '\n', 1, true) or #body + 1
  return match(sub(body, math.max(till - 65, 1), till - 1), '[^ ]*$')
end

-- Jobs that were added as it was their time and not as somebody has brought them: id and type.
local followers = {}

local function follow(id, delay, rest)
  if not enqueue(id, delay, rest) then
    local n = #followers
    followers[n + 1], followers[n + 2] = id, type_of(rest)
  end
end

-- Jobs that are dead though no worker has said so: id, type and why.
local found_dead = {}

local function note_dead(id, body, why)
  local n = #found_dead
  found_dead[n + 1], found_dead[n + 2], found_dead[n + 3] = id, type_of(body), why
end

-- What follows on a batch is dead from the start: not all that it waits for was ever there.
local function bury_unstarted(id, body, never, total)
  if call('SET', BODY .. id, CREATED .. body, 'NX') then
    local text = 'the batch was cut off: ' .. never .. ' of its ' .. total .. ' jobs were never added'
    call('LPUSH', q .. ':e:' .. id, now .. ' ? ' .. text)
    call('HSET', NOTES .. id, 't', now)
    call('ZADD', DEAD, now, id)
    call('HINCRBY', META, 'buried', 1)
    note_dead(id, body, text)
  end
end

-- If none of its jobs is left, a batch ends, and what follows it begins.
local function end_batch(batch)
  local name = q .. ':b:' .. batch
  if tonumber(call('HGET', name, 'left')) > 0 then
    return
  end
  local all = call('HMGET', name, 'id', 'body', 'total', 'failed', 'never')
  call('DEL', name)
  call('ZREM', OPEN, batch)
  if all[1] then
    local from, to = find(all[2], ';B=@', 1, true)
    local told = ';B=' .. all[3] .. '/' .. (all[4] or 0)
    local body = sub(all[2], 1, from - 1) .. told .. sub(all[2], to + 1)
    if all[5] then
      bury_unstarted(all[1], body, all[5], all[3])
    else
      follow(all[1], 0, body)
    end
  end
end

-- A job of a batch has ended.
local function count_in_batch(batch, succeeded)
  local name = q .. ':b:' .. batch
  if call('EXISTS', name) == 0 then
    return
  end
  if not succeeded then
    call('HINCRBY', name, 'failed', 1)
  end
  call('HINCRBY', name, 'left', -1)
  end_batch(batch)
end

-- A job has come to an end, good or bad: gives back its unique key, and counts it in its batch.
local function ended(id, body, succeeded)
  local key = option(body, 'u')
  if key and call('GET', q .. ':u:' .. key) == id then
    call('DEL', q .. ':u:' .. key)
  end
  local batch = option(body, 'b')
  if batch then
    count_in_batch(batch, succeeded)
  end
end
