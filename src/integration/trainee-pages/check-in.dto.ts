import { IsString, IsUUID, Length } from 'class-validator';

export class TypedCodeDto {
  @IsUUID()
  sessionId: string;

  /** The characters shown beside the QR. */
  @IsString()
  @Length(4, 12)
  code: string;
}
