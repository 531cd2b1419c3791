#pragma once

#import <Foundation/Foundation.h>

extern NSNotificationName NSWorkspaceDidWakeNotification;
extern NSNotificationName NSWorkspaceScreensDidWakeNotification;

@interface NSWorkspace : NSObject
@property(class, readonly, strong) NSWorkspace *sharedWorkspace;
@property(readonly, strong) NSNotificationCenter *notificationCenter;
@end
