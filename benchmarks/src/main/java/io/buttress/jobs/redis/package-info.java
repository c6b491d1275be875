/** What has to see the scripts of jobs themselves. */
package io.buttress.jobs.redis;
