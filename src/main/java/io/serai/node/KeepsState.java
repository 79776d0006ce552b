package io.serai.node;

/// An endpoint that reads what it has kept when it starts; started anew, it reads that again.
public interface KeepsState {}
