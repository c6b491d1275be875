package io.buttress.servlet.server;

/** How the container asks who somebody is that wants {@code /mine/*}. */
public enum Login {
  NONE,
  BASIC,
  FORM;

  /** Who may log in; each name is the password, too. */
  static final String[] USERS = {"alice", "bob"};

  static final String ROLE = "customer";
  static final String PROTECTED = "/mine/*";
  static final String PAGE = "/login";
}
