package io.buttress.servlet.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.zip.GZIPOutputStream;

/** Compresses what is written behind it, for clients that want that. */
public final class Zipper implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if ("gzip".equals(((HttpServletRequest) request).getHeader("Accept-Encoding"))) {
      Zipped zipped = new Zipped((HttpServletResponse) response);
      chain.doFilter(request, zipped);
      zipped.finish();
    } else {
      chain.doFilter(request, response);
    }
  }

  @Override
  public String toString() {
    return "zipper";
  }

  private static final class Zipped extends HttpServletResponseWrapper {
    private ZippedStream stream;
    private PrintWriter writer;

    Zipped(HttpServletResponse response) {
      super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      if (stream == null) {
        setHeader("Content-Encoding", "gzip");
        stream = new ZippedStream(super.getOutputStream());
      }
      return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
      if (writer == null) {
        String charset = getCharacterEncoding();
        writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), charset));
      }
      return writer;
    }

    /** That of what it makes of it is another. */
    @Override
    public void setContentLength(int length) {}

    void finish() throws IOException {
      if (writer != null) {
        writer.flush();
      }
      if (stream != null) {
        stream.zip.finish();
      }
    }

    @Override
    public void flushBuffer() throws IOException {
      finish();
      super.flushBuffer();
    }
  }

  private static final class ZippedStream extends ServletOutputStream {
    private final ServletOutputStream real;
    private final GZIPOutputStream zip;

    ZippedStream(ServletOutputStream real) throws IOException {
      this.real = real;
      this.zip = new GZIPOutputStream(real);
    }

    @Override
    public void write(int single) throws IOException {
      zip.write(single);
    }

    @Override
    public boolean isReady() {
      return real.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      real.setWriteListener(listener);
    }
  }
}
