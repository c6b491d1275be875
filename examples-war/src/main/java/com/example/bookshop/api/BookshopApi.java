package com.example.bookshop.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The shop for programs. */
@ApplicationPath("/api")
public class BookshopApi extends Application {}
