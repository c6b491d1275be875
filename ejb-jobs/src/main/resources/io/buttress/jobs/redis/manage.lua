-- What an operator does to a queue or to single jobs.
--
-- KEYS[1]  the queue
-- ARGV[1]  'pause' or 'resume' the queue;
--          'wake' a poller that waits;
--          'requeue' dead jobs, with new attempts;
--          'discard' jobs wherever they are: one that runs is asked to stop;
--          'run' delayed jobs now
-- ARGV[2], ...  ids of jobs, 50 at most
--
-- Returns for each id what came of it: 'done'; 'asked': it runs, and its worker will hear of it;
-- 'taken': another job has its unique key; 'not': it is not in a place where this can be done.
--
-- Touches everything of the queue.

-- If memory is full, Redis refuses what a script writes first, unless it is something that frees
-- memory. This is, and so what is there can be worked off.
call('DEL', q)

local settle = {}

function settle.requeue(id, body)
  if not call('ZSCORE', DEAD, id) then
    return 'not'
  end
  local key = option(body, 'u')
  if key then
    local holder = call('GET', q .. ':u:' .. key)
    if holder and holder ~= id and is_job(head(holder)) then
      return 'taken'
    end
    take_unique(id, body, key)
  end
  local batch = option(body, 'b')
  if batch and call('EXISTS', q .. ':b:' .. batch) == 1 then
    call('HINCRBY', q .. ':b:' .. batch, 'left', 1)
    call('HINCRBY', q .. ':b:' .. batch, 'failed', -1)
  end
  -- Somebody wants it after all: its life counts no more.
  if option(body, 'x') then
    call('SETRANGE', BODY .. id, find(body, ';x=', 1, true), 'X')
  end
  call('ZREM', DEAD, id)
  call('HDEL', NOTES .. id, 'f', 'c', 't')
  call('SREM', STOP, id)
  to_ready(id, body)
  return 'done'
end

function settle.run(id, body)
  if call('ZREM', DELAYED, id) == 0 then
    return 'not'
  end
  to_ready(id, body)
  return 'done'
end

function settle.discard(id, body)
  if call('ZSCORE', LEASED, id) then
    call('SADD', STOP, id)
    return 'asked'
  elseif call('ZREM', DEAD, id) == 1 or call('ZREM', COMPLETED, id) == 1 then
    remove(id, body)
  elseif call('ZREM', DELAYED, id) == 1 then
    ended(id, body, false)
    remove(id, body)
  else
    -- It stays on its list, from whose middle to take it would take long, and is forgotten in passing.
    ended(id, body, false)
    let_others_run(option(body, 'c'))
    call('SET', BODY .. id, '0' .. (option(body, 'i') or ''))
    call('DEL', NOTES .. id, q .. ':e:' .. id)
    call('SREM', STOP, id)
  end
  call('HINCRBY', META, 'discarded', 1)
  return 'done'
end

if ARGV[1] == 'pause' then
  call('HSET', META, 'paused', 1)
  return {}
elseif ARGV[1] == 'resume' then
  call('HDEL', META, 'paused')
  wake()
  return {}
elseif ARGV[1] == 'wake' then
  wake()
  return {}
end
local results = {}
for i = 2, #ARGV do
  local body = head(ARGV[i])
  results[i - 1] = is_job(body) and settle[ARGV[1]](ARGV[i], body) or 'not'
end
push_fresh()
return results
