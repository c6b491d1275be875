package io.buttress.internal;

import io.buttress.config.Snapshot;
import io.buttress.error.ConfigurationException;
import io.buttress.error.StoreUnavailableException;
import io.buttress.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks whether settings or limits of keys have changed. Run again and again, by one thread. */
final class SettingsRefresh implements Runnable {
  private static final Logger LOG = System.getLogger(SettingsRefresh.class.getName());
  private static final String PART = "settings";
  private static final String COUNTER = "rate-limit.settings";

  private final Supplier<Snapshot> source;
  private final LiveSettings settings;
  private final List<LiveFeature<?, ?>> features;
  private final LiveRateLimits limits;
  private final KeyLimits keyLimits;
  private final Telemetry telemetry;
  private final Snapshot first;
  private Snapshot seen;
  private boolean complained;

  SettingsRefresh(
      Supplier<Snapshot> source,
      LiveSettings settings,
      List<LiveFeature<?, ?>> features,
      LiveRateLimits limits,
      KeyLimits keyLimits,
      Telemetry telemetry) {
    this.source = source;
    this.first = settings.snapshot();
    this.seen = first;
    this.settings = settings;
    this.features = features;
    this.limits = limits;
    this.keyLimits = keyLimits;
    this.telemetry = telemetry;
  }

  @Override
  public synchronized void run() {
    try {
      refreshSettings();
      keyLimits();
      complained = false;
    } catch (RuntimeException | LinkageError e) {
      // A configuration source of the user's, mostly. Must not end the periodic work.
      if (!complained) {
        complained = true;
        LOG.log(Level.WARNING, "The settings can't be read again; the old ones hold", e);
      }
    }
  }

  private void refreshSettings() {
    Snapshot now = source.get();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    Snapshot before = settings.snapshot();
    try {
      settings.become(now, features);
      keyLimits.parse(limits::named);
      telemetry.up(PART);
      tell(SettingsChange.between(before, now), SettingsChange.between(first, now));
    } catch (ConfigurationException e) {
      telemetry.counter(COUNTER, "outcome", "refused").increment();
      telemetry.degraded(PART, "changed settings have mistakes; the old ones hold");
      LOG.log(
          Level.WARNING,
          "Settings that were changed while the application runs have mistakes; the old ones hold."
              + " {0}",
          String.join("; ", e.mistakes()));
    }
  }

  private void tell(SettingsChange change, SettingsChange sinceDeployment) {
    if (!change.followed().isEmpty()) {
      telemetry.counter(COUNTER, "outcome", "changed").increment();
      LOG.log(Level.INFO, "Buttress has taken over changed settings");
    }
    List<String> waiting = new ArrayList<>(change.fixed());
    waiting.retainAll(sinceDeployment.fixed());
    if (!waiting.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "These settings have changed, and are read at deployment only: until the next one the"
              + " old ones hold. {0}",
          String.join(", ", waiting));
    }
  }

  /** Asks for the limits of keys; those that are known hold if nobody answers. */
  void keyLimits() {
    try {
      keyLimits.refresh(limits::named);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "The limits of keys can't be asked for; the known ones hold", e);
    }
  }
}
