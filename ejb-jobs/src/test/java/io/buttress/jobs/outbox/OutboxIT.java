package io.buttress.jobs.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.AfterCommit.Transactions;
import io.buttress.jobs.engine.DirectSender;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Sender;
import io.buttress.jobs.redis.RedisForTests;
import io.buttress.jobs.redis.RedisJobStore;
import io.buttress.jobs.redis.ScriptRunner;
import io.buttress.jobs.redis.TestNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that are written into a table of the application, with a real Redis. */
class OutboxIT {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final Transactions NO_TRANSACTION = (committed, unknown) -> false;

  private static RedisForTests redis;
  private final List<Object> done = new CopyOnWriteArrayList<>();
  private JdbcConnectionPool database;
  private TestNode node;
  private Outbox outbox;

  @BeforeAll
  static void startRedis() {
    redis = new RedisForTests();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() throws SQLException {
    redis.server().command("FLUSHALL");
    database = JdbcConnectionPool.create("jdbc:h2:mem:outbox", "", "");
    execute(
        "CREATE TABLE buttress_outbox (row_id VARCHAR(32) NOT NULL PRIMARY KEY,"
            + " queue VARCHAR(64) NOT NULL, batch CLOB, job CLOB NOT NULL,"
            + " created TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
    node = new TestNode("node1", new RedisJobStore(new ScriptRunner(redis.connection(), "test")));
    node.handlers.add("note", Integer.class, (number, context) -> done.add(number));
    outbox = newOutbox();
  }

  private Outbox newOutbox() {
    return new Outbox(
        node.engine, direct(), database, NO_TRANSACTION, "buttress_outbox", REMEMBERED);
  }

  @AfterEach
  void stop() {
    outbox.close();
    node.close();
    database.dispose();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private int rows() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM buttress_outbox")) {
      count.next();
      return count.getInt(1);
    }
  }

  private OutboxRelay relay(Sender sender) {
    return new OutboxRelay(
        database, new OutboxTable("buttress_outbox"), sender, REMEMBERED, System::nanoTime);
  }

  private Sender direct() {
    return new DirectSender(node.engine.store(), node.engine.events());
  }

  private void enqueue(int count) {
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(JobRequest.of("note", i));
    }
    assertThat(outbox.enqueueAll(jobs))
        .extracting(Enqueued::outcome)
        .containsOnly(Outcome.IN_OUTBOX);
  }

  @Test
  void a_job_is_there_with_the_transaction_that_wrote_it_and_not_without() throws SQLException {
    node.poll(QueueSettings.of("default", 2));
    outbox.start(node.factory);
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      var unused = outbox.in(connection).enqueue("note", 1);
      connection.rollback();
      unused = outbox.in(connection).enqueue("note", 2);
      connection.commit();
      outbox.relay();
    }
    await().untilAsserted(() -> assertThat(done).containsExactly(2));
    await().untilAsserted(() -> assertThat(rows()).isZero());
  }

  @Test
  void without_a_transaction_the_row_is_committed_by_itself() {
    node.poll(QueueSettings.of("default", 2));
    outbox.start(node.factory);
    enqueue(1_000);
    await().atMost(30, SECONDS).untilAsserted(() -> assertThat(done).hasSize(1_000));
    assertThat(done).doesNotHaveDuplicates();
    await().untilAsserted(() -> assertThat(rows()).isZero());
  }

  @Test
  void what_a_crashed_node_has_left_is_brought_there_by_another() {
    node.poll(QueueSettings.of("default", 2));
    enqueue(3);
    try (Outbox other = newOutbox()) {
      other.start(node.factory);
      await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(0, 1, 2));
    }
  }

  @Test
  void a_crash_between_queue_and_table_makes_no_second_job() throws SQLException {
    node.poll(QueueSettings.of("default", 2));
    enqueue(100);
    Sender dying =
        (queue, batch, jobs) -> {
          var unused = direct().send(queue, batch, jobs);
          throw new StoreUnavailableException("the node is gone");
        };
    assertThatThrownBy(relay(dying)::relay).isInstanceOf(StoreUnavailableException.class);
    assertThat(rows()).isEqualTo(100);
    await().untilAsserted(() -> assertThat(done).hasSize(100));
    assertThat(relay(direct()).relay()).isFalse();
    assertThat(rows()).isZero();
    JobRequest last = JobRequest.of("note", 100);
    var unused = node.queue.enqueue(last);
    await().untilAsserted(() -> assertThat(done).contains(100));
    assertThat(done).hasSize(101);
  }

  @Test
  void nodes_that_relay_at_the_same_time_make_one_job_of_a_row() throws SQLException {
    node.poll(QueueSettings.of("default", 4));
    List<Outbox> nodes = List.of(newOutbox(), newOutbox(), newOutbox());
    nodes.forEach(each -> each.start(node.factory));
    for (int i = 0; i < 20; i++) {
      enqueue(50);
      nodes.forEach(Outbox::relay);
    }
    await().atMost(30, SECONDS).untilAsserted(() -> assertThat(rows()).isZero());
    await().atMost(30, SECONDS).untilAsserted(() -> assertThat(done).hasSize(1_000));
    nodes.forEach(Outbox::close);
    assertThat(redis.server().command("ZCARD", "bt:{test:default}:l")).isEqualTo("0");
    assertThat(done).hasSize(1_000);
  }

  @Test
  void without_redis_jobs_stay_in_the_table() throws SQLException {
    enqueue(3);
    Sender gone =
        (queue, batch, jobs) -> {
          throw new StoreUnavailableException("cut");
        };
    assertThatThrownBy(relay(gone)::relay).hasMessage("cut");
    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void an_error_does_not_end_what_relays() {
    node.poll(QueueSettings.of("default", 1));
    AtomicBoolean broken = new AtomicBoolean(true);
    Sender failing =
        (queue, batch, jobs) -> {
          if (broken.getAndSet(false)) {
            throw new NoClassDefFoundError("gone for a moment");
          }
          return direct().send(queue, batch, jobs);
        };
    enqueue(1);
    try (Outbox other =
        new Outbox(node.engine, failing, database, NO_TRANSACTION, "buttress_outbox", REMEMBERED)) {
      other.start(node.factory);
      await().untilAsserted(() -> assertThat(done).containsExactly(0));
    }
  }

  @Test
  void a_queue_that_is_out_of_reach_is_not_in_the_way_of_another() throws SQLException {
    var unused = outbox.enqueue(JobRequest.builder("note", 1).queue("away").build());
    unused = outbox.enqueue("note", 2);
    Sender partly =
        (queue, batch, jobs) -> {
          if (queue.equals("away")) {
            throw new StoreUnavailableException("that slot");
          }
          return direct().send(queue, batch, jobs);
        };
    assertThatThrownBy(relay(partly)::relay).hasMessage("that slot");
    assertThat(rows()).isEqualTo(1);
    JobRequest away = JobRequest.builder("note", 1).queue("away").build();
    var unusedMany = outbox.enqueueAll(Collections.nCopies(2 * OutboxRelay.MOST, away));
    unused = outbox.enqueue("note", 3);
    assertThatThrownBy(relay(partly)::relay).hasMessage("that slot");
    assertThat(rows()).isEqualTo(1 + 2 * OutboxRelay.MOST);
    assertThat(redis.server().command("LLEN", "bt:{test:default}:r4")).isEqualTo("2");
  }

  @Test
  void a_node_that_was_suspended_in_the_middle_leaves_the_rest_to_others() throws SQLException {
    enqueue(1);
    AtomicLong clock = new AtomicLong();
    OutboxRelay late =
        new OutboxRelay(
            database,
            new OutboxTable("buttress_outbox"),
            (queue, batch, jobs) -> {
              throw new AssertionError("too late");
            },
            REMEMBERED,
            () -> clock.getAndAdd(REMEMBERED.toNanos()));
    assertThat(late.relay()).isTrue();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void a_row_of_a_newer_version_is_left_alone_and_in_nobodys_way() throws SQLException {
    execute("INSERT INTO buttress_outbox (row_id, queue, job) VALUES ('0', 'default', '2 new')");
    execute("INSERT INTO buttress_outbox (row_id, queue, job) VALUES ('1', 'default', '1 broken')");
    enqueue(300);
    OutboxRelay relay = relay(direct());
    assertThat(relay.relay()).isTrue();
    assertThat(relay.relay()).isFalse();
    assertThat(rows()).isEqualTo(2);
    assertThat(redis.server().command("LLEN", "bt:{test:default}:r4")).isEqualTo("300");
  }

  @Test
  void chains_and_batches_go_through_it_and_are_one_when_repeated() throws SQLException {
    node.handlers.add("one", Integer.class, (number, context) -> number + 1);
    node.handlers.add(
        "two",
        Void.class,
        (none, context) -> done.add(context.previousResult(Integer.class).get()));
    node.handlers.add(
        "all", Void.class, (none, context) -> done.add(context.batch().orElseThrow()));
    var chain = outbox.enqueueChain(List.of(JobRequest.of("one", 41), JobRequest.of("two", null)));
    assertThat(chain.outcome()).isEqualTo(Outcome.IN_OUTBOX);
    List<JobRequest> parts = List.of(JobRequest.of("one", 1), JobRequest.of("one", 2));
    String batch = outbox.enqueueBatch(parts, JobRequest.of("all", null));
    execute("CREATE TABLE copy AS SELECT * FROM buttress_outbox");
    assertThat(relay(direct()).relay()).isFalse();
    node.poll(QueueSettings.of("default", 2));
    Object[] results = {42, new JobContext.BatchResult(2, 0)};
    await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(results));
    execute("INSERT INTO buttress_outbox SELECT * FROM copy");
    assertThat(relay(direct()).relay()).isFalse();
    assertThat(redis.server().command("EXISTS", "bt:{test:default}:b:" + batch)).isEqualTo("0");
    var unused = node.queue.enqueue("note", 7);
    await().untilAsserted(() -> assertThat(done).contains(7));
    assertThat(done).hasSize(3);
  }

  @Test
  void a_table_that_is_not_there_is_told_to_the_caller() throws SQLException {
    execute("DROP TABLE buttress_outbox");
    assertThatThrownBy(() -> outbox.enqueue("note", 1))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("outbox");
  }
}
