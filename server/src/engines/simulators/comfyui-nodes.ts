/** What the simulated ComfyUI knows of its nodes, in the shapes of `GET /object_info`. */

type InputSpec = readonly [type: string | readonly string[], options?: Readonly<Record<string, unknown>>];

export interface NodeClass {
  readonly required: Readonly<Record<string, InputSpec>>;
  readonly optional?: Readonly<Record<string, InputSpec>>;
  readonly output: readonly string[];
  readonly outputNode?: true;
  /** Custom nodes come from a pack. */
  readonly pack?: string;
}

const link = (type: string): InputSpec => [type];
const integer = (value: number, min: number, max: number): InputSpec => ['INT', { default: value, min, max }];
const decimal = (value: number, min: number, max: number): InputSpec => [
  'FLOAT',
  { default: value, min, max },
];
const text: InputSpec = ['STRING', { multiline: true, default: '' }];
const toggle = (value: boolean): InputSpec => ['BOOLEAN', { default: value }];
/** Older nodes give their choices in place of a type, newer ones among the options. */
const oneOf = (...choices: string[]): InputSpec => [choices];
const combo = (...options: string[]): InputSpec => ['COMBO', { options, default: options[0] }];
/** Stands for the files of a folder; filled in when the node is told. */
export const fileList = 'FILES';
const file = (folder: string): InputSpec => [fileList, { folder }];

const samplers = ['euler', 'euler_ancestral', 'dpmpp_2m', 'dpmpp_sde', 'res_multistep', 'uni_pc'];
const schedulers = ['simple', 'sgm_uniform', 'karras', 'normal', 'beta'];
const largest = 16384;
const side = (value: number) => integer(value, 16, largest);
const seed = integer(0, 0, 2 ** 53 - 1);
const scaling = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos'];

const sampling = {
  steps: integer(20, 1, 10_000),
  cfg: decimal(8, 0, 100),
  sampler_name: oneOf(...samplers),
  scheduler: oneOf(...schedulers),
  positive: link('CONDITIONING'),
  negative: link('CONDITIONING'),
  latent_image: link('LATENT'),
};
const emptyLatent: NodeClass = {
  required: { width: side(1024), height: side(1024), batch_size: integer(1, 1, 4096) },
  output: ['LATENT'],
};
const shift: NodeClass = {
  required: { model: link('MODEL'), shift: decimal(3, 0, 100) },
  output: ['MODEL'],
};
const filmed = { length: integer(81, 1, largest), batch_size: integer(1, 1, 4096) };

const coreNodes: Readonly<Record<string, NodeClass>> = {
  CheckpointLoaderSimple: { required: { ckpt_name: file('checkpoints') }, output: ['MODEL', 'CLIP', 'VAE'] },
  UNETLoader: {
    required: {
      unet_name: file('diffusion_models'),
      weight_dtype: oneOf('default', 'fp8_e4m3fn', 'fp8_e5m2'),
    },
    output: ['MODEL'],
  },
  CLIPLoader: {
    required: {
      clip_name: file('text_encoders'),
      type: oneOf('stable_diffusion', 'sd3', 'lumina2', 'wan', 'qwen_image', 'flux2'),
    },
    optional: { device: oneOf('default', 'cpu') },
    output: ['CLIP'],
  },
  VAELoader: { required: { vae_name: file('vae') }, output: ['VAE'] },
  LoraLoaderModelOnly: {
    required: { model: link('MODEL'), lora_name: file('loras'), strength_model: decimal(1, -100, 100) },
    output: ['MODEL'],
  },
  ControlNetLoader: { required: { control_net_name: file('controlnet') }, output: ['CONTROL_NET'] },
  UpscaleModelLoader: { required: { model_name: file('upscale_models') }, output: ['UPSCALE_MODEL'] },
  CLIPTextEncode: { required: { text, clip: link('CLIP') }, output: ['CONDITIONING'] },
  ConditioningZeroOut: { required: { conditioning: link('CONDITIONING') }, output: ['CONDITIONING'] },
  ReferenceLatent: {
    required: { conditioning: link('CONDITIONING') },
    optional: { latent: link('LATENT') },
    output: ['CONDITIONING'],
  },
  FluxKontextMultiReferenceLatentMethod: {
    required: {
      conditioning: link('CONDITIONING'),
      reference_latents_method: combo('offset', 'index', 'uxo/uno', 'index_timestep_zero'),
    },
    output: ['CONDITIONING'],
  },
  TextEncodeQwenImageEditPlus: {
    required: { clip: link('CLIP'), prompt: text },
    optional: { vae: link('VAE'), image1: link('IMAGE'), image2: link('IMAGE'), image3: link('IMAGE') },
    output: ['CONDITIONING'],
  },
  CFGNorm: { required: { model: link('MODEL'), strength: decimal(1, 0, 100) }, output: ['MODEL'] },
  ModelSamplingAuraFlow: shift,
  ModelSamplingSD3: shift,
  EmptyLatentImage: emptyLatent,
  EmptySD3LatentImage: emptyLatent,
  EmptyFlux2LatentImage: emptyLatent,
  LoadImage: {
    required: { image: [fileList, { folder: 'input', image_upload: true }] },
    output: ['IMAGE', 'MASK'],
  },
  ImageScale: {
    required: {
      image: link('IMAGE'),
      upscale_method: oneOf(...scaling),
      width: integer(512, 0, largest),
      height: integer(512, 0, largest),
      crop: oneOf('disabled', 'center'),
    },
    output: ['IMAGE'],
  },
  // The last input came in a later version; graphs from before lack it.
  ImageScaleToTotalPixels: {
    required: {
      image: link('IMAGE'),
      upscale_method: combo(...scaling),
      megapixels: decimal(1, 0.01, 16),
      resolution_steps: integer(1, 1, 256),
    },
    output: ['IMAGE'],
  },
  ImageBatch: { required: { image1: link('IMAGE'), image2: link('IMAGE') }, output: ['IMAGE'] },
  ImageUpscaleWithModel: {
    required: { upscale_model: link('UPSCALE_MODEL'), image: link('IMAGE') },
    output: ['IMAGE'],
  },
  VAEEncode: { required: { pixels: link('IMAGE'), vae: link('VAE') }, output: ['LATENT'] },
  VAEDecode: { required: { samples: link('LATENT'), vae: link('VAE') }, output: ['IMAGE'] },
  KSampler: {
    required: { model: link('MODEL'), seed, ...sampling, denoise: decimal(1, 0, 1) },
    output: ['LATENT'],
  },
  KSamplerAdvanced: {
    required: {
      model: link('MODEL'),
      add_noise: oneOf('enable', 'disable'),
      noise_seed: seed,
      ...sampling,
      start_at_step: integer(0, 0, 10_000),
      end_at_step: integer(10_000, 0, 10_000),
      return_with_leftover_noise: oneOf('disable', 'enable'),
    },
    output: ['LATENT'],
  },
  CFGGuider: {
    required: {
      model: link('MODEL'),
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      cfg: decimal(8, 0, 100),
    },
    output: ['GUIDER'],
  },
  KSamplerSelect: { required: { sampler_name: oneOf(...samplers) }, output: ['SAMPLER'] },
  Flux2Scheduler: {
    required: { steps: integer(20, 1, 4096), width: side(1024), height: side(1024) },
    output: ['SIGMAS'],
  },
  RandomNoise: { required: { noise_seed: seed }, output: ['NOISE'] },
  SamplerCustomAdvanced: {
    required: {
      noise: link('NOISE'),
      guider: link('GUIDER'),
      sampler: link('SAMPLER'),
      sigmas: link('SIGMAS'),
      latent_image: link('LATENT'),
    },
    output: ['LATENT', 'LATENT'],
  },
  WanImageToVideo: {
    required: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      vae: link('VAE'),
      width: side(832),
      height: side(480),
      ...filmed,
    },
    optional: { clip_vision_output: link('CLIP_VISION_OUTPUT'), start_image: link('IMAGE') },
    output: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
  },
  Wan22ImageToVideoLatent: {
    required: { vae: link('VAE'), width: side(1280), height: side(704), ...filmed },
    optional: { start_image: link('IMAGE') },
    output: ['LATENT'],
  },
  CreateVideo: {
    required: { images: link('IMAGE'), fps: decimal(30, 1, 120) },
    optional: { audio: link('AUDIO') },
    output: ['VIDEO'],
  },
  SaveImage: {
    required: { images: link('IMAGE'), filename_prefix: ['STRING', { default: 'ComfyUI' }] },
    output: [],
    outputNode: true,
  },
  SaveVideo: {
    required: {
      video: link('VIDEO'),
      filename_prefix: ['STRING', { default: 'video/ComfyUI' }],
      format: combo('auto', 'mp4'),
      codec: combo('auto', 'h264'),
    },
    output: [],
    outputNode: true,
  },
};

const faceDetailer: NodeClass = {
  required: {
    image: link('IMAGE'),
    model: link('MODEL'),
    clip: link('CLIP'),
    vae: link('VAE'),
    guide_size: decimal(512, 64, largest),
    guide_size_for: toggle(true),
    max_size: decimal(1024, 64, largest),
    seed,
    steps: integer(20, 1, 10_000),
    cfg: decimal(8, 0, 100),
    sampler_name: oneOf(...samplers),
    scheduler: oneOf(...schedulers),
    positive: link('CONDITIONING'),
    negative: link('CONDITIONING'),
    denoise: decimal(0.5, 0.0001, 1),
    feather: integer(5, 0, 100),
    noise_mask: toggle(true),
    force_inpaint: toggle(true),
    bbox_threshold: decimal(0.5, 0, 1),
    bbox_dilation: integer(10, -512, 512),
    bbox_crop_factor: decimal(3, 1, 10),
    sam_detection_hint: oneOf('center-1', 'horizontal-2', 'none'),
    sam_dilation: integer(0, -512, 512),
    sam_threshold: decimal(0.93, 0, 1),
    sam_bbox_expansion: integer(0, 0, 1000),
    sam_mask_hint_threshold: decimal(0.7, 0, 1),
    sam_mask_hint_use_negative: oneOf('False', 'Small', 'Outter'),
    drop_size: integer(10, 1, largest),
    bbox_detector: link('BBOX_DETECTOR'),
    wildcard: text,
    cycle: integer(1, 1, 10),
  },
  output: ['IMAGE', 'IMAGE', 'IMAGE', 'MASK', 'DETAILER_PIPE', 'IMAGE'],
  pack: 'ComfyUI-Impact-Pack',
};
const providers = ['CPU', 'CUDA', 'ROCM'];
const span = { start_at: decimal(0, 0, 1), end_at: decimal(1, 0, 1) };

const packNodes: Readonly<Record<string, NodeClass>> = {
  FaceDetailer: faceDetailer,
  UltralyticsDetectorProvider: {
    required: { model_name: oneOf('bbox/face_yolov8m.pt', 'bbox/hand_yolov8s.pt') },
    output: ['BBOX_DETECTOR', 'SEGM_DETECTOR'],
    pack: 'ComfyUI-Impact-Subpack',
  },
  IPAdapterUnifiedLoader: {
    required: {
      model: link('MODEL'),
      preset: oneOf('STANDARD (medium strength)', 'PLUS (high strength)', 'PLUS FACE (portraits)'),
    },
    optional: { ipadapter: link('IPADAPTER') },
    output: ['MODEL', 'IPADAPTER'],
    pack: 'ComfyUI_IPAdapter_plus',
  },
  IPAdapterAdvanced: {
    required: {
      model: link('MODEL'),
      ipadapter: link('IPADAPTER'),
      image: link('IMAGE'),
      weight: decimal(1, -1, 5),
      weight_type: oneOf('linear', 'ease in', 'ease out', 'style transfer'),
      combine_embeds: oneOf('concat', 'add', 'subtract', 'average', 'norm average'),
      ...span,
      embeds_scaling: oneOf('V only', 'K+V', 'K+V w/ C penalty', 'K+mean(V) w/ C penalty'),
    },
    optional: { clip_vision: link('CLIP_VISION') },
    output: ['MODEL'],
    pack: 'ComfyUI_IPAdapter_plus',
  },
  PrepImageForClipVision: {
    required: {
      image: link('IMAGE'),
      interpolation: oneOf('LANCZOS', 'BICUBIC'),
      crop_position: oneOf('top', 'bottom', 'left', 'right', 'center', 'pad'),
      sharpening: decimal(0, 0, 1),
    },
    output: ['IMAGE'],
    pack: 'ComfyUI_IPAdapter_plus',
  },
  InstantIDModelLoader: {
    required: { instantid_file: file('instantid') },
    output: ['INSTANTID'],
    pack: 'ComfyUI_InstantID',
  },
  InstantIDFaceAnalysis: {
    required: { provider: oneOf(...providers) },
    output: ['FACEANALYSIS'],
    pack: 'ComfyUI_InstantID',
  },
  ApplyInstantID: {
    required: {
      instantid: link('INSTANTID'),
      insightface: link('FACEANALYSIS'),
      control_net: link('CONTROL_NET'),
      image: link('IMAGE'),
      model: link('MODEL'),
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      weight: decimal(0.8, 0, 5),
      ...span,
    },
    output: ['MODEL', 'CONDITIONING', 'CONDITIONING'],
    pack: 'ComfyUI_InstantID',
  },
  PulidModelLoader: { required: { pulid_file: file('pulid') }, output: ['PULID'], pack: 'PuLID_ComfyUI' },
  PulidInsightFaceLoader: {
    required: { provider: oneOf(...providers) },
    output: ['FACEANALYSIS'],
    pack: 'PuLID_ComfyUI',
  },
  PulidEvaClipLoader: { required: {}, output: ['EVA_CLIP'], pack: 'PuLID_ComfyUI' },
  ApplyPulid: {
    required: {
      model: link('MODEL'),
      pulid: link('PULID'),
      eva_clip: link('EVA_CLIP'),
      face_analysis: link('FACEANALYSIS'),
      image: link('IMAGE'),
      method: oneOf('fidelity', 'style', 'neutral'),
      weight: decimal(1, -1, 5),
      ...span,
    },
    output: ['MODEL'],
    pack: 'PuLID_ComfyUI',
  },
};

export const nodeClasses: Readonly<Record<string, NodeClass>> = { ...coreNodes, ...packNodes };
