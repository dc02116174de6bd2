/**
 * Real Redis and Valkey servers for tests: standalone servers, clusters and sentinel groups. A server is searched
 * for in several sources (binary, class path, PATH, Docker), started, inspected and stopped.
 *
 * <p>A <em>data node</em> of a sentinel group is the master or a replica, as opposed to a sentinel.
 * <em>Member</em> is any node of a cluster. <em>Raw</em> connections bypass drivers and proxies.
 */
@NullMarked
package io.redoubt.test.server;

import org.jspecify.annotations.NullMarked;
