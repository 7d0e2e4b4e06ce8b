/**
 * The Kubernetes API as far as the operator needs it: the one way by which it reads and writes. Tests put a model API
 * server in its place.
 */
package io.quorate.port;
