package dev.hpk.api.container;

/** What a container engine can do. The translator refuses pods that need what is missing. */
public enum RuntimeAbility {
  /** Containers have an image of their own. Without it a container is a process of the host. */
  IMAGES,
  /** Volumes can be mounted at any path. */
  MOUNTS,
  /** A process can be started inside a running container. */
  ENTER,
  /** A container can share the processes of another one that runs. */
  SHARED_PROCESSES,
  /** GPUs of the host are passed through. */
  GPU,
  /** The containers of a pod can share a network namespace of their own. */
  PRIVATE_NETWORK,
  /** A pod can have an address of a network that the site has set up. */
  CNI_NETWORK,
  /** Processes can be root inside the container. */
  FAKEROOT,
  /** The user and group inside the container can be chosen. */
  RUN_AS_USER,
  /** The image can be mounted read-only. */
  READ_ONLY_ROOT,
  /** An image can be mounted in a container as a volume, read-only. */
  IMAGE_VOLUMES,
  /** A directory or a file of such an image can be mounted instead of all of it. */
  IMAGE_SUB_PATHS,
  /** What the host mounts later below a path of its own appears in containers that have it. */
  HOST_MOUNTS,
  /** Capabilities, within the container's user namespace, can be taken and given. */
  CAPABILITIES,
  /** A container can be kept from gaining privileges ({@code no_new_privs}). */
  NO_NEW_PRIVILEGES,
  /** A container's process can be in further groups. */
  SUPPLEMENTAL_GROUPS,
  /** A container's ids are those of a user namespace, not the host's. */
  USER_NAMESPACE,
  /** A container can see the processes of its host. */
  HOST_PROCESSES,
  /** The containers of a pod can see each other's processes. */
  POD_PROCESSES,
  /** A container can have the shared memory and message queues of its host. */
  HOST_IPC,
  /** Kernel parameters of a private network can be set. */
  SYSCTLS
}
