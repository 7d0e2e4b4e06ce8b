/**
 * Clusters in memory: a model API server, machines that really run containers, controllers, administrators, and two
 * operators that observe, plan, record and act over the port as they do on a real API server. Faults and their order
 * come from a seed. The invariants are judged from what really runs, which no operator knows.
 *
 * <p>One schedule again, with its story in words:
 * {@code mvn -pl operator -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dseed=17}; many:
 * {@code -Dschedules=1000000}.
 */
package io.quorate.simulation;
