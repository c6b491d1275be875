package io.buttress.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.buttress.embedded.EmbeddedRedis;
import java.lang.management.ManagementFactory;

/** Processor time in microseconds. */
public final class Cpu {
  private Cpu() {}

  static double ofThisProcess() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e3;
  }

  /** What a Redis has used since its start. */
  public static double of(EmbeddedRedis redis) {
    return redis
        .command("INFO", "cpu")
        .lines()
        .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)) * 1e6)
        .sum();
  }
}
