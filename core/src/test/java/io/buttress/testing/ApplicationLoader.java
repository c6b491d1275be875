package io.buttress.testing;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Predicate;

/**
 * The class loader of a deployed application: it has its own copy of what lies in WEB-INF/lib, and
 * finds the rest in the server.
 */
public final class ApplicationLoader extends URLClassLoader {
  private final Predicate<String> own;
  private final Predicate<String> missing;

  /**
   * @param own which classes lie in WEB-INF/lib
   * @param missing which classes and resources are nowhere
   */
  public ApplicationLoader(Predicate<String> own, Predicate<String> missing) {
    super(classPath(), ApplicationLoader.class.getClassLoader());
    this.own = own;
    this.missing = missing;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (missing.test(name)) {
      throw new ClassNotFoundException(name);
    }
    synchronized (getClassLoadingLock(name)) {
      if (!own.test(name)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return missing.test(name) ? Collections.emptyEnumeration() : super.getResources(name);
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(ApplicationLoader::url)
        .toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
