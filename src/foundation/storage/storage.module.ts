import { Global, Module } from '@nestjs/common';
import { FileStore } from './file-store.js';
import { FileSweep } from './file-sweep.js';

/** Files people and the product keep. */
@Global()
@Module({ providers: [FileStore, FileSweep], exports: [FileStore] })
export class StorageModule {}
