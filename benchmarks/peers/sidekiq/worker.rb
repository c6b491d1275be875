# Sidekiq as Debian has it, by the commands of io.buttress.benchmarks.jobs.Conversation. PORT
require 'sidekiq'
require 'sidekiq/launcher'

$stdout.sync = true
Sidekiq.logger.level = Logger::FATAL
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)
redis = { url: "redis://127.0.0.1:#{ARGV[0]}/0" }
# As a server it has as many connections as threads, and some.
Sidekiq.redis = redis.merge(size: 60)

TEXT = 'A dozen books, to be wrapped one by one, with a card that says: to the whole family, with love. Ring twice.'

def micros
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :microsecond)
end

# Counts what runs, and how long it took to start.
class Tally
  @lock = Mutex.new
  @all = ConditionVariable.new
  class << self
    def expect(jobs)
      @left = jobs
      @delays = []
    end

    def ran(at)
      now = micros
      @lock.synchronize do
        @delays << now - at
        @left -= 1
        @all.signal if @left.zero?
      end
    end

    def await
      @lock.synchronize { @all.wait(@lock, 120) while @left.positive? }
    end

    def delays
      sorted = @delays.sort
      "#{sorted[sorted.size / 2]} #{sorted[sorted.size * 99 / 100]}"
    end
  end
end

# Does nothing.
class Work
  include Sidekiq::Worker
  sidekiq_options queue: 'default'
  def perform(payload)
    Tally.ran(payload['at'])
  end
end

def payload(order, at)
  { 'at' => at, 'order' => 1_000_000_000_000_000 + order, 'text' => TEXT }
end

def timed
  start = micros
  yield
  micros - start
end

def start(workers)
  options = Sidekiq.options.merge(concurrency: workers, queues: ['default'], timeout: 5)
  options.delete(:fetch)
  @launcher = Sidekiq::Launcher.new(options)
  @launcher.run
end

def stop
  @launcher.stop
end

def answer(name, workers, number, seconds)
  case name
  when 'add' then timed { number.times { |i| Work.perform_async(payload(i, 10**15)) } }
  when 'bulk'
    timed do
      (0...number).each_slice(1000) { |some| Work.perform_bulk(some.map { |i| [payload(i, 10**15)] }) }
    end
  when 'work'
    Tally.expect(number)
    took = timed do
      start(workers)
      Tally.await
    end
    stop
    took
  when 'latency'
    Tally.expect(number * seconds)
    start(workers)
    sleep 1
    begun = micros
    (number * seconds).times do |i|
      wait = begun + (i + 1) * 1_000_000 / number - micros
      sleep(wait / 1e6) if wait.positive?
      Work.perform_async(payload(i, micros))
    end
    Tally.await
    stop
    Tally.delays
  when 'idle'
    start(workers)
    sleep number
    stop
    0
  end
end

puts 'ready'
while (line = $stdin.gets)
  name, *numbers = line.split
  begin
    puts answer(name, *numbers.map(&:to_i), *([0] * (3 - numbers.size)))
  rescue StandardError => e
    puts "failed: #{e}"
  end
end
exit!(0)
