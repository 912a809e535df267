"""The words of the interface: found in the sources, kept in locale/, compiled.

Why without gettext's own programs: docs/adr/0004-messages-without-gettext.md. Needs Babel, which only
developers and the build of the image have.
"""
