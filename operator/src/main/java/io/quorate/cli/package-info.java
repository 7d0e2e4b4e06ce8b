/** {@code kubectl quorate}: what people say to Quorate in their own name. */
package io.quorate.cli;
