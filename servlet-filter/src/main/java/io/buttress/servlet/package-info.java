/**
 * What must a servlet application do to wear Buttress? The filters that turn a servlet request into
 * the engines' view, act on the decision and render the answer.
 */
@NullMarked
package io.buttress.servlet;

import org.jspecify.annotations.NullMarked;
