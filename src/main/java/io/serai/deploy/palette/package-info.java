/// What people can put into a flow: nodes, with what they are called and take. Enter through [NodeList].
///
/// Words are read where they are written anyway: in the manual of our own nodes, in what Camel's libraries
/// bring, in the house's kamelets.
@NullMarked
package io.serai.deploy.palette;

import org.jspecify.annotations.NullMarked;
