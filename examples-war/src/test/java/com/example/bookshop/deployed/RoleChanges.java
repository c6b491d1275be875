package com.example.bookshop.deployed;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives a customer another role, in place of those who run the shop. */
@Stateless
@Path("/roles/{name}/{role}")
public class RoleChanges {
  @Resource(lookup = "java:comp/DefaultDataSource")
  private DataSource database;

  @POST
  public void change(@PathParam("name") String name, @PathParam("role") String role)
      throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE bookshop_customer SET role = ? WHERE name = ?")) {
      statement.setString(1, role);
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }
}
