import { Global, Module } from '@nestjs/common';
import { FileStore } from './file-store.js';
import { FileSweep } from './file-sweep.js';
import { SealedFiles } from './sealed-files.js';

/** Files people and the product keep. */
@Global()
@Module({ providers: [FileStore, FileSweep, SealedFiles], exports: [FileStore, SealedFiles] })
export class StorageModule {}
