/** What runs in a server to be measured there. */
package io.buttress.benchmarks.jobs.war;
