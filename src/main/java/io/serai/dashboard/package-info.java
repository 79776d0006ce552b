/// What the people of the house see and switch. Enter through [io.serai.dashboard.Dashboard].
///
/// `dashboard.yaml` says of pages, groups and widgets; the values of all widgets are kept here, so that a
/// page that is opened anew shows them at once.
@NullMarked
package io.serai.dashboard;

import org.jspecify.annotations.NullMarked;
