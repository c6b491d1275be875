package io.buttress.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * A master, a replica and three sentinels that watch them, each a process on the loopback
 * interface. The sentinels take a master that does not answer for half a second as down.
 */
public final class EmbeddedSentinel implements AutoCloseable {
  private static final String MASTER_NAME = "buttress";
  private static final int SENTINELS = 3;
  private static final int QUORUM = 2;

  private final List<EmbeddedRedis> servers = new ArrayList<>();
  private final List<EmbeddedRedis> sentinels = new ArrayList<>();

  private EmbeddedSentinel() {}

  /**
   * Starts the five processes and waits until the sentinels know each other and the replica.
   *
   * @throws EmbeddedRedisException if they do not come up within 30 s
   */
  public static EmbeddedSentinel start() {
    EmbeddedSentinel group = new EmbeddedSentinel();
    try {
      group.launch();
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private void launch() {
    EmbeddedRedis master =
        EmbeddedRedis.start(options -> options.with("repl-diskless-sync-delay", "0"));
    servers.add(master);
    EmbeddedRedis replica =
        EmbeddedRedis.start(
            options ->
                options
                    .with("replicaof", "127.0.0.1 " + master.port())
                    .with("repl-diskless-sync-delay", "0"));
    servers.add(replica);
    Patience.until(
        "replica in sync",
        () -> replica.command("INFO", "replication").contains("master_link_status:up"));
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(startSentinel(master.port()));
    }
    awaitAgreement();
  }

  private static EmbeddedRedis startSentinel(int masterPort) {
    String monitor = "monitor " + MASTER_NAME + " 127.0.0.1 " + masterPort + " " + QUORUM;
    EmbeddedRedis sentinel = EmbeddedRedis.start(RedisOptions::sentinel);
    sentinel.command(("SENTINEL " + monitor).split(" "));
    // By default a sentinel asks its servers every 10 s, and tells of itself every 2 s.
    sentinel.command("SENTINEL", "DEBUG", "INFO-PERIOD", "200", "PUBLISH-PERIOD", "200");
    sentinel.command("SENTINEL", "SET", MASTER_NAME, "down-after-milliseconds", "500");
    sentinel.command("SENTINEL", "SET", MASTER_NAME, "failover-timeout", "3000");
    return sentinel;
  }

  /** Waits until each sentinel knows both others and has seen the replica well. */
  private void awaitAgreement() {
    for (EmbeddedRedis sentinel : sentinels) {
      Patience.until("sentinel " + sentinel.port() + " knows all", () -> knowsAll(sentinel));
    }
  }

  private static boolean knowsAll(EmbeddedRedis sentinel) {
    return sentinel
            .command("SENTINEL", "CKQUORUM", MASTER_NAME)
            .startsWith("OK " + SENTINELS + " usable")
        && sentinel.command("SENTINEL", "REPLICAS", MASTER_NAME).contains("master-link-status\nok");
  }

  /** The name under which the sentinels know the master. */
  public String masterName() {
    return MASTER_NAME;
  }

  /** The sentinels. */
  public List<EmbeddedRedis> sentinels() {
    return List.copyOf(sentinels);
  }

  /** Where the sentinels listen: {@code 127.0.0.1:p1,127.0.0.1:p2,127.0.0.1:p3}. */
  public String sentinelAddresses() {
    return String.join(",", sentinels.stream().map(EmbeddedRedis::address).toList());
  }

  /** For {@code buttress.redis.uri}: {@code redis-sentinel://host:port,.../name}. */
  public String uri() {
    return "redis-sentinel://" + sentinelAddresses() + "/" + MASTER_NAME;
  }

  /** The server that is the master by the sentinels' majority. */
  public EmbeddedRedis master() {
    int first = masterPort(sentinels.get(0));
    int second = masterPort(sentinels.get(1));
    int third = masterPort(sentinels.get(2));
    return byPort(second == third ? second : first);
  }

  /** The server that is not the {@link #master}. */
  public EmbeddedRedis replica() {
    EmbeddedRedis master = master();
    return servers.get(0) == master ? servers.get(1) : servers.get(0);
  }

  /**
   * Makes the replica the master, as an operator would, and waits until all sentinels say so, the
   * new master takes writes and the old one follows it.
   */
  public void failover() {
    EmbeddedRedis old = master();
    EmbeddedRedis next = replica();
    // After a failover the sentinel takes a while to see that there is a replica again.
    Patience.until(
        "a replica can be promoted",
        () -> sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER_NAME).equals("OK"));
    awaitMaster(next);
    Patience.until(
        "old master follows",
        () -> old.command("INFO", "replication").contains("master_link_status:up"));
  }

  /**
   * Waits until all sentinels name this server and it takes writes; for use after a {@link
   * EmbeddedRedis#kill} of the master.
   */
  public void awaitMaster(EmbeddedRedis expected) {
    Patience.until(
        "master is on port " + expected.port(),
        () ->
            sentinels.stream().allMatch(s -> masterPort(s) == expected.port())
                && expected.command("ROLE").startsWith("master"));
  }

  private static int masterPort(EmbeddedRedis sentinel) {
    List<String> hostAndPort =
        sentinel.commandForList("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME);
    return Integer.parseInt(hostAndPort.get(1));
  }

  private EmbeddedRedis byPort(int port) {
    return servers.stream()
        .filter(server -> server.port() == port)
        .findAny()
        .orElseThrow(() -> new EmbeddedRedisException("no server on port " + port));
  }

  /** Ends all processes. */
  @Override
  public void close() {
    sentinels.forEach(EmbeddedRedis::close);
    servers.forEach(EmbeddedRedis::close);
  }
}
