# SPDX-License-Identifier: none
obj-$(CONFIG_TIDE) += tide.o
obj-y := core.o irq.o
tide-objs := tide_main.o \
	     tide_io.o
ccflags-$(CONFIG_TIDE_DEBUG) := -DDEBUG

ifneq ($(KERNELRELEASE),)
subdir-y += drivers
endif

$(obj)/%.o: $(src)/%.S FORCE
	$(call if_changed_dep,as_o_S)

quiet_cmd_pack = PACK    $@
      cmd_pack = cat $^ > $@
