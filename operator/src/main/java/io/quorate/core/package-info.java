/**
 * The decision: pure functions over immutable values. Imports {@code java.*} only, so that the same rules can run
 * wherever they are needed and be checked by machines.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 * <li><em>At most one.</em> Of each workload of a group at most one instance may be running. An instance that is not
 * proven stopped blocks every new claim, and every new instance on the same node too.
 * <li><em>Quorum first.</em> A gate opens only under the current epoch's held claim, made while the group was quorate.
 * <li><em>Epochs only grow,</em> by one with each claim and with each that is given up before it is made, by
 * compare-and-set. A rebuilt record starts at the highest epoch seen anywhere.
 * <li><em>Suspended means stopped.</em> Without quorum no claim is made; {@code Suspended=True} is said only when the
 * stop is proven.
 * <li><em>Locality.</em> An event on a node leads to writes only to that node's record and to groups that list it.
 * <li><em>Progress.</em> With quorum, evidence and an eligible owner, the group becomes active.
 * </ol>
 */
package io.quorate.core;
