/** The API {@code quorate.io/v1alpha1}. Usable as a client library from Java 17 on. */
package io.quorate.api.v1alpha1;
